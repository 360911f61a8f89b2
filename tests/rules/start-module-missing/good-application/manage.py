import stall
