defmodule Chat do
end
