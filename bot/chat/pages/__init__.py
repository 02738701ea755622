"""The pages of the settings: their texts, their buttons, and what the buttons mean."""
