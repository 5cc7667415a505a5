"""Files from the browser: uploaded, mapped with a preview, imported in the background, taken back."""
