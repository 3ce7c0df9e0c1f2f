"""The encoder that reads meaning: a pretrained six-layer transformer, fine-tuned on the corpus."""
