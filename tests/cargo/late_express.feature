Feature: Express cargo that is late
  As duty cargo controller I want to see what a late Express shipment costs, by the meaning of its agreed rate.

  Scenario Outline: an Express shipment due 14:00 is delivered late
    Given an Express shipment of 100 kg within the United States, due 14:00, at 500 dollars an hour
    And 500 dollars is the rate of <rate>
    When it is delivered at <delivered>
    Then the penalty is <dollars> dollars

    Examples:
      | rate     | delivered | dollars |
      | express  | 13:59     | 0.00    |
      | express  | 14:00     | 0.00    |
      | express  | 14:01     | 8.33    |
      | express  | 16:29     | 1241.67 |
      | express  | 16:30     | 1250.00 |
      | express  | 16:31     | 1258.33 |
      | standard | 14:00     | 0.00    |
      | standard | 14:01     | 41.67   |
      | standard | 16:29     | 6208.33 |
      | standard | 16:30     | 6250.00 |
      | standard | 16:31     | 6291.67 |
