"""How events come in: the durable inbox, the event API, files from the browser, sealing into the lake."""
