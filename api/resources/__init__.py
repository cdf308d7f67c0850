"""The HTTP routes, one module per resource of the contract.
Each has a `router`; `api.app` mounts every module it finds here."""
