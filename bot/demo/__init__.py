"""An eventful stretch of Fed history that runs offline through the very same pipeline: figures, pages rebuilt from them, a chat."""
