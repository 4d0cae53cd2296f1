"""Reading people from a file of another system: read, map, look for faults, apply."""
