"""Pages: thin views, templates, typed chart builders."""
