"""What is kept between fits: results, rows of all splits, warnings."""
