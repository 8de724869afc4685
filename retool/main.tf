terraform {
  required_providers {
    retool = { source = "tryretool/retool" }
  }
}

variable "rockpool_url" {
  type        = string
  description = "Where Retool reaches the server, with /v1/orgs/self"
  default     = "http://127.0.0.1:8080/v1/orgs/self"
}

variable "rockpool_api_key" {
  type        = string
  description = "A key of the server that may execute lambdas"
  sensitive   = true
}

resource "retool_resource" "rockpool" {
  display_name = "Rockpool"
  type         = "restapi"
  options = jsonencode({
    base_url = var.rockpool_url
    headers = [
      ["Authorization", "ApiKey ${var.rockpool_api_key}"],
      ["Accept", "application/json"],
      ["Content-Type", "application/json"],
    ]
    authentication_options = { authentication_type = "none" }
  })

  # Retool does not give options back.
  lifecycle { ignore_changes = [options] }
}

output "resource_id" {
  value = retool_resource.rockpool.id
}
