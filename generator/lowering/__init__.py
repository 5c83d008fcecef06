"""Pages become declarations: outline, collect, lower."""
