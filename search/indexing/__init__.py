"""From the shelf to the index and its copy in Elasticsearch: what keeps both fresh."""
