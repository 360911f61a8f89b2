require File.expand_path('../boot', __FILE__)
