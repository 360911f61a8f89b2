module Bees; end
