defmodule Lab do
end
