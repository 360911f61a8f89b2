defmodule Bell do
end
