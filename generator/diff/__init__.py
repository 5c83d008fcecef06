"""What a change of a schema does to those who read and those who write payloads of its types."""
