#!/usr/bin/env python3
"""The null adapter: claims everything, accepts everything, does nothing. It must pass nothing."""
from polite import serve

serve("null")
