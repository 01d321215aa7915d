"""Quick metrics, one file each: see `sk_hpo.sharing.scores.metric`."""
