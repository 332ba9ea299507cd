"""Parquet: see `corpus.readers.delimited`."""

from corpus.readers.delimited import read_parquet as read

__all__ = ["read"]
