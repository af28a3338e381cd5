// Copy it, and put in the subscriptions whose Digital Twins instances are to be looked after.
using 'main.bicep'

param subscriptions = ['50016170-c839-41ba-a724-51e9df440b9e']
param mode = 'observe'
