"""Everything that changes what listening keeps."""
