"""stub"""
def summarise_loop(rows, rounds, band): return {}
def tell_loop(summary): return []
def draw_loop(summary): return []
