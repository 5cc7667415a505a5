"""The composition root: settings, addresses, middleware. The only package that knows every other."""
