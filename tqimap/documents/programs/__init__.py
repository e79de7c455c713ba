"""Programs and what installs, starts or describes them."""
