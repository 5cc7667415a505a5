"""Would the figures have come true? Learnt on the past, tested on windows that the learning never saw."""
