"""Questions as hurried learners type them, and how well each way of searching answers them."""
