"""The engines that answer a question. They share one Protocol; a setting chooses."""
