"""What people type on the settings pages: HTTP in, checked values out."""

from regard.administration.forms.connecting import AddressForm, ConnectForm, filled_in

__all__ = ["AddressForm", "ConnectForm", "filled_in"]
