"""Studybot, the map of the package.

library    the subject, pure: notes and questions, loading, checking, look-up
study      the learner, pure: memory, choice, local days, progress
drawing    pictures, pure: values in, PNG bytes out
storage    what is remembered: tables, transactions, named queries
chat       Telegram without any feature: intake, lanes, sending, rendering, buttons, texts
practice   asking a question on any surface: present, take an answer, record, feedback
features   what a user can do, one file each
operate    running it: health, logging, backup
demo       Telegram played on this machine; every chat test uses it
app        puts the parts together;  __main__  the command line;  settings  every knob

Imports point one way: __main__, demo, app, features and operate, practice, chat, storage, drawing, study, library.
"""
