"""A language model of the llama kind in jax: read from a GGUF file, run, sampled from and tuned by adapters."""
