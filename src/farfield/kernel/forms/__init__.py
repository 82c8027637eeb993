"""Words of dated documents as numbers of their forms, and what is counted of them: concepts, passages, profiles."""
