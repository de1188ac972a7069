"""The corridors lens: cargo with an origin and a destination over rail, road and sea."""
