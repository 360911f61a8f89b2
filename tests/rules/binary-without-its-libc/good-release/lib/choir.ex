defmodule Choir do
end
