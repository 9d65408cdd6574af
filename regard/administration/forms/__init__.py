"""What people type on the settings pages: HTTP in, checked values out."""
