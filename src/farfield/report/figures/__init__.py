"""The figures of the pages, each from results to a drawing made with the kit."""
