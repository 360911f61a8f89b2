class HarvestJob < ApplicationJob
  queue_as :harvest

  def perform
  end
end
