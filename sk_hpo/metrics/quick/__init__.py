"""Quick metrics, one file each: see `sk_hpo.metrics.metric`."""
