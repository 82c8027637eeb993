"""Results in words: numbers, phrases, sentences. It takes results and imports no estimator."""
