import { resourceHeaders, resourceName, resourceUrl } from './resource-options.ts';

/** A Terraform module (provider tryretool/retool) that makes the resource; its output is what `rockpool retool push --resource` takes. */
export function terraform(address: string): string {
  const headers = resourceHeaders('ApiKey ${var.rockpool_api_key}').map(
    ([name, value]) => `      [${JSON.stringify(name)}, ${JSON.stringify(value)}],`,
  );
  return `terraform {
  required_providers {
    retool = { source = "tryretool/retool" }
  }
}

variable "rockpool_url" {
  type        = string
  description = "Where Retool reaches the server, with /v1/orgs/self"
  default     = ${JSON.stringify(resourceUrl(address))}
}

variable "rockpool_api_key" {
  type        = string
  description = "A key of the server that may execute lambdas"
  sensitive   = true
}

resource "retool_resource" "rockpool" {
  display_name = ${JSON.stringify(resourceName)}
  type         = "restapi"
  options = jsonencode({
    base_url = var.rockpool_url
    headers = [
${headers.join('\n')}
    ]
    authentication_options = { authentication_type = "none" }
  })

  # Retool does not give options back.
  lifecycle { ignore_changes = [options] }
}

output "resource_id" {
  value = retool_resource.rockpool.id
}
`;
}
