"""Elasticsearch as an engine: the same plan as every other, carried out by Lucene.

============= =====================================================================================
documents     what is stored of a product, and the letters that tell one layout from another
client        the connection, and what its failures mean
indices       names and aliases: one that is read, some that are written, one to go back to
queries       a plan and filters as Elasticsearch says them
facets        counts without their own filter
candidates    the first hits, ranked by the recipe as the database's are
engine        the Protocol of ``search.engines.base``
============= =====================================================================================
"""

from search.engines.elastic.engine import ElasticsearchEngine

__all__ = ("ElasticsearchEngine",)
