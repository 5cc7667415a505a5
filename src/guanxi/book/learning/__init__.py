"""What a model is learnt from: facts at past moments beside what happened after them."""
