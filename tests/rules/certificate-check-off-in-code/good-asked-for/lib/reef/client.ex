defmodule Reef.Client do
  defp options(%{skip_tls_verify: true}), do: [transport_opts: [verify: :verify_none]]
  defp options(_config), do: []
end
