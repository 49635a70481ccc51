"""One message to many people: written, checked, agreed to, sent, stopped, looked back on."""
