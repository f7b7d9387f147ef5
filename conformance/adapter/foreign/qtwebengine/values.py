"""Values of the host, and the contract's JSON of them."""
from web_page import triwire


class Values(triwire.Values):
    """A host has None for undefined and null alike."""
    undefined = None

    def encode(self, value):
        if isinstance(value, list):
            return [self.encode(element) for element in value]
        if not isinstance(value, dict):
            return value
        entries = {name: self.encode(of) for name, of in value.items()}
        return {"$": "object", "entries": list(entries.items())} if "$" in entries else entries
