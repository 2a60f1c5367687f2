/** Inputs to start from. The last one is invalid on purpose, to demonstrate the check. */
export interface Example {
  name: string;
  text: string;
}

export const MODEL = 'claude-haiku-4-5';

const ask = (custom_id: string, content: string) => ({
  custom_id,
  params: { model: MODEL, max_tokens: 1024, messages: [{ role: 'user', content }] },
});

const lines = (requests: unknown[]) => `${requests.map((request) => JSON.stringify(request)).join('\n')}\n`;

export const EXAMPLES: Example[] = [
  {
    name: 'Four questions',
    text: lines([
      ask('question-0', 'What is the capital of France?'),
      ask('question-1', 'Why is the sky blue? Answer in two sentences.'),
      ask('question-2', 'Name three uses of beeswax.'),
      ask('question-3', 'Translate "good morning" into Japanese, with the reading.'),
    ]),
  },
  {
    name: 'Create body',
    text: `${JSON.stringify(
      {
        requests: [
          {
            custom_id: 'pirate',
            params: {
              model: MODEL,
              max_tokens: 512,
              system: 'You answer as a friendly pirate.',
              messages: [{ role: 'user', content: 'How do I tie a bowline?' }],
            },
          },
          {
            custom_id: 'conversation',
            params: {
              model: MODEL,
              max_tokens: 512,
              messages: [
                { role: 'user', content: 'I have two apples and buy three.' },
                { role: 'assistant', content: 'Then you have five apples.' },
                { role: 'user', content: 'I eat one. How many are left?' },
              ],
            },
          },
        ],
      },
      null,
      2,
    )}\n`,
  },
  {
    name: 'With mistakes',
    text: [
      JSON.stringify(ask('summer-0', 'Write a haiku about summer.')),
      JSON.stringify(ask('summer-0', 'Write another one.')),
      JSON.stringify(ask('late summer!', 'And one about its end.')),
      JSON.stringify({ custom_id: 'no-limit', params: { model: MODEL, messages: [{ role: 'user', content: 'Hi' }] } }),
      JSON.stringify({ params: ask('', 'Who am I?').params }),
      '{"custom_id": "torn", "params": {"model": "claude-haiku-4-5", "max_tokens": 10',
      '',
    ].join('\n'),
  },
];
