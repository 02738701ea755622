"""Rich messages (Bot API 10.1): documents of headings, tables and parts that fold, as the HTML that Telegram reads. Pure."""
