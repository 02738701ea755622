"""What FRED republishes: daily yields, and the series of others as a second publisher."""
