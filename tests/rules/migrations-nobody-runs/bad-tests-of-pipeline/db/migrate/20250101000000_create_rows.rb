class CreateRows < ActiveRecord::Migration[8.0]
end
