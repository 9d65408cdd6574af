"""What the staff pages show: frozen values, made by few statements."""
