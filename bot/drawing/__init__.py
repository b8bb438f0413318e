"""Pictures: values in, PNG bytes out. Knows no learner, no chat and no language: every word is given.

charts     what can be drawn, as values
looks      colours for light and dark
paint      a chart as PNG bytes; the only place that loads matplotlib
__main__   a process that paints what it is sent
"""
