"""The learner, pure: values in, values out; time and seed are arguments, nothing is read or sent."""
